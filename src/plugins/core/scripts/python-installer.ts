import { PYTHON_CACHE } from './python-cache.js';

/**
 * Prints the folder that makes packages importable: `python install.py UV|PIP true|false package…`; the second argument
 * allows the cache. One process at a time fills a folder of the cache, and it gets its name only when it is complete: the
 * lock ends with its holder, and what an interrupted installation left is removed by the next one. Packages named by
 * options or paths are not cached, for their text does not say what they hold.
 */
export const PYTHON_INSTALLER = `${PYTHON_CACHE}
import hashlib, subprocess, sysconfig

manager, cacheable, packages = sys.argv[1], sys.argv[2] == "true", sys.argv[3:]


def install(folder):
    uv = shutil.which("uv") if manager == "UV" else None
    command = (
        [uv, "pip", "install", "--python", sys.executable]
        if uv
        else [sys.executable, "-m", "pip", "install"]
    )
    subprocess.run(command + ["--quiet", "--target", folder] + packages, stdout=sys.stderr, check=True)


def is_named(package):
    return not package.startswith(("-", ".", "/")) and "file:" not in package


def cached():
    import fcntl

    what = [sys.version, sysconfig.get_platform(), *sorted(packages)]
    name = hashlib.sha256("\\n".join(what).encode()).hexdigest()
    folder = os.path.join(cache_folder(), name)
    while True:
        with locked(folder, fcntl.LOCK_SH) as lock:
            if os.path.isdir(folder):
                os.utime(lock.name)
                return folder
        with locked(folder, fcntl.LOCK_EX):
            unfinished = unfinished_of(folder)
            shutil.rmtree(unfinished, ignore_errors=True)
            if not os.path.isdir(folder):
                install(unfinished)
                os.rename(unfinished, folder)


def own():
    folder = os.path.abspath(os.path.join(".kestra", "python-packages"))
    install(folder)
    return folder


def may_cache():
    try:
        import fcntl  # not on every system

        os.makedirs(cache_folder(), exist_ok=True)
        return cacheable and all(map(is_named, packages)) and os.access(cache_folder(), os.W_OK)
    except (ImportError, OSError):
        return False


try:
    print(cached() if may_cache() else own())
except subprocess.CalledProcessError as error:
    sys.exit("The packages could not be installed: " + " ".join(packages))
`;
