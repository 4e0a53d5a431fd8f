/** An init container that runs beside the others for the pod's whole life (`restartPolicy: Always`). */
export const isSidecar = ({ restartPolicy }: { readonly restartPolicy: string | null }): boolean => restartPolicy === 'Always';
