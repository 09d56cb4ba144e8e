"""SOQL and SOSL: grammar, trees, and their answers from the stored records."""
