import amdModule from 'amd-module';

// Grafana may live under a sub-path or serve plugins from elsewhere: later chunks lie where this module was loaded from.
__webpack_public_path__ = amdModule.uri.slice(0, amdModule.uri.lastIndexOf('/') + 1);
