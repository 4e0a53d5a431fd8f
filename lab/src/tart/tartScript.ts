/**
 * The `tart` command of the lab: POSIX sh that starts at most one program, and none for a list, because it is called as often
 * as the real one: `cat` was half of what a list cost.
 * Texts and exit codes are those of tart 2.35. A failed `ip` takes a second there, so it does here.
 */
export function tartScript(directory: string): string {
  return `#!/bin/sh
# Written by the simulated lab. Prints what the lab keeps in its files.
dir='${directory.replaceAll("'", `'\\''`)}'
none() { echo "the specified VM \\"$1\\" does not exist" >&2; exit 2; }
command=$1
[ $# -gt 0 ] && shift
name='' format=text source=''
while [ $# -gt 0 ]; do
  case $1 in
    --format) format=$2; shift ;;
    --format=*) format=\${1#*=} ;;
    --source) source=$2; shift ;;
    --source=*) source=\${1#*=} ;;
    --resolver|--wait) shift ;;
    --resolver=*|--wait=*|-i|-t) ;;
    --quiet|-q) format=quiet ;;
    -*) echo "Error: Unknown option '$1'" >&2; exit 64 ;;
    *) name=$1
       [ "$command" = exec ] && break ;;
  esac
  shift
done
case $command in
  --version) echo 2.35.0 ;;
  list)
    case $format in json|text|quiet) ;; *) echo "Error: The value '$format' is invalid for '--format <format>'" >&2; exit 64 ;; esac
    if [ "$source" = oci ]; then
      [ "$format" = json ] && printf '[\\n\\n]\\n' || echo
      exit 0
    fi
    . "$dir/list.$format.sh" ;;
  get)
    [ -f "$dir/vms/$name/get.json" ] || none "$name"
    exec cat "$dir/vms/$name/get.$format" ;;
  ip)
    [ -d "$dir/vms/$name" ] && [ -n "$name" ] || none "$name"
    if read -r address 2>/dev/null < "$dir/vms/$name/ip"; then echo "$address"; exit 0; fi
    sleep 1
    read -r state < "$dir/vms/$name/state"
    if [ "$state" = running ]; then echo 'no IP address found' >&2
    else echo 'no IP address found, is your VM running?' >&2; fi
    exit 1 ;;
  exec|stop|run|suspend)
    [ -d "$dir/vms/$name" ] && [ -n "$name" ] || none "$name"
    echo "the simulated lab does not do \\"tart $command\\": use the lab's faults (stop, start, suspend) and ssh" >&2
    exit 1 ;;
  *)
    echo "Error: Unexpected argument '$command'" >&2
    exit 64 ;;
esac
`;
}
