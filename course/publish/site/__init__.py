"""The site: pages and a lab that run in the browser."""
