{#-
Charges that an open claim holds up, each once: nothing of them is filed until somebody answers whether the
record is wrong. Rules read it to find out whether the record is clear.
-#}
{% macro charges_held_by_a_claim() -%}
    select distinct charge_id from {{ ref('int_claimed_charges') }}
    where is_holding
{%- endmacro %}
