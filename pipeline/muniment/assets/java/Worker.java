package muniment;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/**
 * Answers conformance/java.py, several files at once, until standard input ends.
 *
 * Arguments: the number of files at once, then for each validator its class and its class path.
 * Request:  "id class length\n" and that many bytes of UTF-8: file, SHA-256, name and options, divided by NUL.
 * Answer:   "id ok length\n" or "id error length\n" and that many bytes of UTF-8: reports divided by NUL, or the reason.
 */
public final class Worker {
    private static final long STACK = 256L << 20; // bytes; deeply nested files are read by recursion
    private static final Set<String> REMOTE = Set.of("http", "https", "ftp");

    private final OutputStream out;
    private final Map<String, String> classPaths = new HashMap<>();
    private final Map<String, Checker> checkers = new HashMap<>();

    private Worker(OutputStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true)); // validators chatter
        LogManager.getLogManager().reset();
        URL.setURLStreamHandlerFactory(protocol -> REMOTE.contains(protocol) ? new Denied() : null);
        Worker worker = new Worker(out);
        for (int at = 1; at < arguments.length; at += 2) {
            worker.classPaths.put(arguments[at], arguments[at + 1]);
        }
        try {
            worker.serve(Integer.parseInt(arguments[0]));
        } finally {
            removeScratch();
            Runtime.getRuntime().halt(0); // whoever asked is gone; nothing that still runs is of use
        }
    }

    private void serve(int atOnce) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce, work -> new Thread(null, work, "check", STACK));
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        answer("0", "ok", System.getProperty("java.version"));
        for (String line = readLine(in); line != null; line = readLine(in)) {
            String[] words = line.split(" ");
            byte[] rest = new byte[Integer.parseInt(words[2])];
            in.readFully(rest);
            String[] fields = new String(rest, StandardCharsets.UTF_8).split("\0", -1);
            threads.execute(() -> handle(words[0], words[1], fields));
        }
    }

    /** Takes away the folder of temporary files, which whoever asked would have done, had it not been killed. */
    private static void removeScratch() {
        Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
        if (!scratch.getFileName().toString().startsWith("muniment-java-")) {
            return;
        }
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException error) {
            // what is left is for the system to clear
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private void handle(String id, String kind, String[] fields) {
        try {
            Path file = Path.of(fields[0]);
            byte[] data = Files.readAllBytes(file);
            String found = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
            if (!found.equals(fields[1])) {
                throw new IOException("its bytes have another digest than those that were to be checked");
            }
            Checker checker = checker(kind);
            Thread.currentThread().setContextClassLoader(checker.getClass().getClassLoader());
            String[] options = Arrays.copyOfRange(fields, 3, fields.length);
            answer(id, "ok", String.join("\0", checker.check(file, data, fields[2], options)));
        } catch (OutOfMemoryError error) {
            Runtime.getRuntime().halt(3);
        } catch (Throwable error) {
            answer(id, "error", error.toString());
        }
    }

    private synchronized Checker checker(String kind) throws Exception {
        Checker known = checkers.get(kind);
        if (known == null) {
            List<URL> urls = new ArrayList<>();
            for (String part : classPaths.get(kind).split(File.pathSeparator)) {
                urls.add(Path.of(part).toUri().toURL());
            }
            ClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), Worker.class.getClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
            known = (Checker) loader.loadClass(kind).getDeclaredConstructor().newInstance();
            checkers.put(kind, known);
        }
        return known;
    }

    private void answer(String id, String word, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (out) {
                out.write((id + " " + word + " " + bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.flush();
            }
        } catch (IOException error) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** No validator has any business on a network. */
    private static final class Denied extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL address) throws IOException {
            throw new IOException("the network is not for validators: " + address.getProtocol());
        }
    }
}
