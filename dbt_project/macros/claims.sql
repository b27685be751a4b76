{#-
What a claim holds up, each once: charges of which nothing is filed while somebody says that the record is
wrong and nobody has answered. Rules ask it where they ask whether the record is clear.
-#}
{% macro charges_held_by_a_claim() -%}
    select distinct charge_id from {{ ref('int_claimed_charges') }}
    where is_holding
{%- endmacro %}
