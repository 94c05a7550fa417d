"""The ground floor: values of music and picture. No rule of composition, no file, no chance but the dice."""
