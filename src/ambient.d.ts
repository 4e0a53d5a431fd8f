/** AMD's own `module` object; `uri` is the address the bundle was loaded from. */
declare module 'amd-module' {
  const amdModule: { readonly uri: string };
  export default amdModule;
}

declare let __webpack_public_path__: string;
