"""What starts the web server, and what runs in its processes."""
