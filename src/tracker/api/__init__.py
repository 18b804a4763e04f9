"""What `import tracker` offers to programs. It prints nothing, and needs neither click nor rich."""
