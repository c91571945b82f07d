"""Calendars in the format of iCalendar (RFC 5545), read for the times that are busy.

It asks nothing of anyone: bytes in, intervals out. Whoever gives a calendar may mean harm, so it is
read in a process of its own, which has little time and little memory.
"""
