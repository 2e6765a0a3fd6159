/** The form of radial functions. */
export type RadialKind = 'SBessel' | 'ChebExpCos' | 'ChebPow' | 'ChebLinear';
