/** An input's id on the settings page, for its label. */
export const fieldId = (name: string): string => `tartlab-config-${name}`;
