/** Has programs ended when this process ends or a terminal hangs up. Not for `kill -9`: nothing is done then. */
export function killAtExit(kill: () => void): void {
  process.once('exit', kill);
  process.once('SIGHUP', () => {
    kill();
    process.kill(process.pid, 'SIGHUP');
  });
}
