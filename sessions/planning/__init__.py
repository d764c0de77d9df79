"""The timetable planned: values in, values out. Nothing here knows a database; only this package knows a solver."""
