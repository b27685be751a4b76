"""The files of a filed batch: data file, department update, answer file."""
