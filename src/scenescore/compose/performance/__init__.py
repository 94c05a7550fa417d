"""From the page to what is heard."""
