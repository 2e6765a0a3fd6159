/** How a database file is opened. Apart from the opening, so that the public types know no driver. */
export interface OpenOptions {
  /** Refuses a file that is not there; nothing can be written. */
  readonly readonly?: true;
  /** A scratch file that nobody misses after a power cut: written without waiting for the disk. */
  readonly scratch?: true;
}
