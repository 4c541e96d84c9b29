"""The views: each authorises, parses, calls one service or selector, and answers."""
