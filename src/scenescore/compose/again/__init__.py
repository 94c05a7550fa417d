"""One bar again: some bars of one stage rolled anew, and set into the sketch so that all else stays as it was."""
