/** Where text goes: a stream, or what gathers for one. */
export interface TextOut {
  write(text: string): unknown;
}
