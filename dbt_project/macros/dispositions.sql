{#-
The words of the staging contract for dispositions. Every state classifies what it writes as one of these, or as a word
of its own that its rules know:
  convicted; acquitted; pardoned
  dismissed (not told how), dismissed_with_prejudice, dismissed_without_prejudice, nolle_prosequi
  diversion, deferred (under way), diversion_completed
  sent_to_another_court (the row of that court, if there is one, says what became of it)
  declined, no_charge (no court was asked); prosecutor_rejected, detention_only, released_to_other_jurisdiction
  blank (none is on record), unrecognised
-#}
{% macro dismissals() -%}
    ('dismissed', 'dismissed_with_prejudice', 'dismissed_without_prejudice', 'nolle_prosequi')
{%- endmacro %}

{#- What ended a charge without a conviction, on a day. -#}
{% macro endings_without_conviction() -%}
    (
            'dismissed', 'dismissed_with_prejudice', 'dismissed_without_prejudice', 'nolle_prosequi', 'acquitted',
            'diversion_completed'
        )
{%- endmacro %}
