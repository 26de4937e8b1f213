# Leaves nothing of a run behind when its JVM dies without a word.
# Plain POSIX sh; waits in a read that costs nothing; forks nothing until the JVM is gone.
#   $1  the beginning of every cookie of the run: <namespace>-<pid>-<start>.
#   $2  the run's folder
# Told on standard input, one a line:
#   + <pid> <number>   a child was started; its cookie is $1<number>;
#   - <pid>            a child has ended and what it left was killed
#   q                  the JVM has cleaned up by itself
trap '' INT HUP TERM
cd / || exit 1
run=$1
folder=$2
children=' '

while read -r what pid number; do
    case $what in
        +) children="$children$pid:$number " ;;
        -)
            case $children in
                *" $pid:"*)
                    rest=${children#*" $pid:"}
                    children="${children%%" $pid:"*} ${rest#* }"
                    ;;
            esac
            ;;
        q) exit 0 ;;
    esac
done

# The JVM is gone. Its children notice by themselves, unless they are stopped.
nap() { sleep "$1" 2>/dev/null || sleep 1; }

any_left() {
    for child in $children; do
        kill -0 "${child%%:*}" 2>/dev/null && return 0
    done
    return 1
}

tries=5
while [ "$tries" -gt 0 ] && any_left; do
    nap 0.05
    tries=$((tries - 1))
done

# Whatever carries a cookie of this run is a child or descends from one. A pid alone proves nothing: it may be another's.
if [ -r /proc/self/environ ]; then
    marked() { grep -lsF -e "$run" /proc/[0-9]*/environ | tr -dc '0-9\n'; }
else
    marked() {
        for child in $children; do
            ps -ww -o command= -p "${child%%:*}" | grep -qF -e "$folder/${child#*:}.args" && echo "${child%%:*}"
        done
    }
fi

tries=20
while [ "$tries" -gt 0 ]; do
    left=$(marked)
    [ -z "$left" ] && break
    for pid in $left; do
        kill -9 "$pid" 2>/dev/null
    done
    nap 0.02
    tries=$((tries - 1))
done

case $folder in
    /*/procession-*) rm -rf -- "$folder" ;;
esac
