"""Answers that a language model drafts and this code checks: no claim without a quotation that bears it out."""
