// A process that does nothing, for as long as whoever started it.
process.on('disconnect', () => process.exit(0));
