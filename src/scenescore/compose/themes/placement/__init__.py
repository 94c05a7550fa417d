"""Where themes are stated: who is heard where, how changed, and when nobody is."""
