{{ config(materialized='table', enabled=is_rule_shared('question_subjects', by_engine=true), tags=['on_demand']) }}
-- No statute: what the line that answers a question is about: one row per question and charge, arrest or person. A line
-- can be about more than what was asked: every charge of the person that it names.
{{ subjects_of_questions() }}
