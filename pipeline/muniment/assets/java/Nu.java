package muniment;

import com.cybozu.labs.langdetect.DetectorFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import nu.validator.json.Serializer;
import nu.validator.messages.JsonMessageEmitter;
import nu.validator.messages.MessageEmitterAdapter;
import nu.validator.servlet.imagereview.ImageCollector;
import nu.validator.source.SourceCode;
import nu.validator.validation.SimpleDocumentValidator;
import nu.validator.xml.SystemErrErrorHandler;
import org.xml.sax.InputSource;

/**
 * Nu Html Checker: its JSON report, with what its command line checks by default (language and CSS included).
 *
 * Option: its version, which it puts into its reports.
 */
public final class Nu implements Checker {
    private static final String SCHEMA = "http://s.validator.nu/html5-all.rnc"; // a name; the schema is in the jar

    private final ThreadLocal<SimpleDocumentValidator> validators = new ThreadLocal<>();

    public Nu() {
        System.setProperty("nu.validator.datatype.warn", "true");
        DetectorFactory.setSeed(0); // else a text between two languages is warned of in some runs only
    }

    @Override
    public String[] check(Path file, byte[] data, String name, String[] options) throws Exception {
        SimpleDocumentValidator validator = validators.get();
        if (validator == null) {
            validator = new SimpleDocumentValidator(true, false, true);
            validator.setUpMainSchema(SCHEMA, new SystemErrErrorHandler());
        }
        validators.remove(); // one that failed half-way is not used again
        SourceCode source = validator.getSourceCode();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageEmitterAdapter messages = new MessageEmitterAdapter(null, source, false, new ImageCollector(source), 0,
                true, new JsonMessageEmitter(new Serializer(out), null, false, options[0]));
        messages.setHtml(true);
        messages.start(null);
        validator.setUpValidatorAndParsers(messages, false, false);
        InputSource input = new InputSource(new ByteArrayInputStream(data));
        input.setSystemId("file:/page.html");
        input.setEncoding("UTF-8");
        validator.checkHtmlInputSource(input);
        messages.end("", "", "");
        validators.set(validator);
        return new String[] {out.toString(StandardCharsets.UTF_8)};
    }
}
