"""What the figures of one session, or of several, say: counts for counts, never a rank of people."""
