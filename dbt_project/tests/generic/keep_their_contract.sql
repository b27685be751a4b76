{% test keep_their_contract(model, facts) %}
    {{ told_beyond_promises(model, facts) }}
{% endtest %}
