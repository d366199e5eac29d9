"""The site, and what runs in a browser, run in Node and in headless Chromium."""
