/** An error with a code, as Node's own have. */
export const codedError = (code: string, message: string): Error => Object.assign(new Error(message), { code });
