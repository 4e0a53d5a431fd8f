/** A refused fault: the message says what would be right. */
export class FaultRefused extends Error {}
