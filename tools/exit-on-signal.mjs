// Preloaded by programs that take no signals: they end as by themselves, so that what they clean up at an exit is.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
