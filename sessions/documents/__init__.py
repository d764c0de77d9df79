"""What is printed of a plan, as leaves: doors, convocations, plans of each person, sign-in sheets, correspondence."""
