// The command line and the greeting that both servers have.

/** Listens on 127.0.0.1 at `--port PORT` (0 or none: a free one), and says where; SIGTERM ends it. */
export function listen(name, server) {
  const at = process.argv.indexOf('--port');
  const port = at < 0 ? 0 : Number(process.argv[at + 1]);
  server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
    console.log(`${name} listening on http://127.0.0.1:${server.address().port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}
