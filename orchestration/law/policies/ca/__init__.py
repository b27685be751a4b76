"""What prosecutors of California's counties choose beyond Proposition 64, in the options of Clear My Record."""

from orchestration.law.policies.ca.clear_my_record import read_clear_my_record
from orchestration.law.policies.ca.describe import describe_policy
from orchestration.law.policies.ca.policy_file import format_policy, parse_policy, read_policy

__all__ = ["describe_policy", "format_policy", "parse_policy", "read_clear_my_record", "read_policy"]
