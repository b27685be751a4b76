"""What happens after filing: ageing, reconciliation with new deliveries, recheck, audits."""
