"""What a paper lists, read out of it by rules: recommendations, risks, sums of money, milestones."""
