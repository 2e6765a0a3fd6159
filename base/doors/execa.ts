/** The door to execa, for programs and scripts that run as processes of their own. */
export { execa } from 'execa';
