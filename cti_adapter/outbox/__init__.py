"""What must not be lost: writes that wait, when they are tried again, and who tries them."""
