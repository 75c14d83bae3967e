package muniment;

import com.adobe.epubcheck.reporting.CheckingReport;
import com.adobe.epubcheck.util.ReportingLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;

/** EPUBCheck: its JSON report, usage messages included. It reads a copy, so that the bytes are those that were hashed. */
public final class EpubCheck implements Checker {
    private static final String COPY = "muniment-epub-";

    public EpubCheck() {
        Locale.setDefault(Locale.ENGLISH);
    }

    @Override
    public String[] check(Path file, byte[] data, String name, String[] options) throws Exception {
        Path folder = Files.createTempDirectory(COPY);
        Path copy = folder.resolve("book.epub");
        StringWriter text = new StringWriter();
        try {
            Files.write(copy, data);
            CheckingReport report = new CheckingReport(new PrintWriter(text), name);
            report.setReportingLevel(ReportingLevel.Usage);
            report.initialize();
            new com.adobe.epubcheck.api.EpubCheck(copy.toFile(), report).doValidate();
            report.generate();
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
        }
        String copied = "[^\"\\s]*" + COPY + "[0-9]+/book[.]epub";
        return new String[] {text.toString().replaceAll(copied, Matcher.quoteReplacement(name))};
    }
}
