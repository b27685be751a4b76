{% test kinds_are_sound(model) %}
    {{ engine_unsound_kinds(model) }}
{% endtest %}
