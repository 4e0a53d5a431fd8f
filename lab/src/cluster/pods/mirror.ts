/** The annotation of a static pod's image in the API. */
export const MIRROR = 'kubernetes.io/config.mirror';
