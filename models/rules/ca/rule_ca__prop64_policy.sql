-- Compiled from hs_11361_8.law by lookback law compile ca, hash a010c30c21213f26.
-- Health and Safety Code 11361.8 and 11361.9 (Proposition 64): Proposition 64: what the prosecutor
-- of the county chose beyond the statute. The best path of each charge.
{{ decide_by_rows('prop64_policy', ref('rule_ca__prop64_policy_elements')) }}
