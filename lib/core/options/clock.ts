/** Returns the time in milliseconds since the epoch. */
export type Clock = () => number;

/** Token of the {@link Clock} that all checks of time use. Override it in tests to move time without waiting. */
export const CLOCK = Symbol.for('nestjs-cognito-auth:clock');
