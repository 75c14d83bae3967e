package muniment;

import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.Schema;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.Validator;
import com.thaiopensource.validate.rng.SAXSchemaReader;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * Jing: for each schema one report of lines "severity TAB line TAB column TAB key TAB message".
 *
 * Options: paths of RELAX NG schemas. The key is the one under which Jing keeps the message; "xml" where it is not
 * Jing's but the parser's.
 */
public final class RelaxNg implements Checker {
    private static final int DISTINCT = 10; // characters

    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<String, Pattern> keys = keys();

    @Override
    public String[] check(Path file, byte[] data, String name, String[] options) throws Exception {
        String[] reports = new String[options.length];
        for (int at = 0; at < options.length; at++) {
            reports[at] = against(schema(options[at]), data, name);
        }
        return reports;
    }

    private Schema schema(String path) throws Exception {
        Schema known = schemas.get(path);
        if (known == null) {
            PropertyMapBuilder properties = new PropertyMapBuilder();
            properties.put(ValidateProperty.ERROR_HANDLER, new Messages());
            known = SAXSchemaReader.getInstance().createSchema(
                    new InputSource(Path.of(path).toUri().toString()), properties.toPropertyMap());
            schemas.put(path, known);
        }
        return known;
    }

    private String against(Schema schema, byte[] data, String name) throws Exception {
        Messages messages = new Messages();
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, messages);
        Validator validator = schema.createValidator(properties.toPropertyMap());
        SAXParserFactory factory = SAXParserFactory.newInstance();
        factory.setNamespaceAware(true);
        XMLReader reader = factory.newSAXParser().getXMLReader();
        reader.setContentHandler(validator.getContentHandler());
        reader.setDTDHandler(validator.getDTDHandler());
        reader.setErrorHandler(messages);
        reader.setEntityResolver((publicId, systemId) -> {
            throw new SAXException("It asks for an external entity, and its meaning must not depend on another file.");
        });
        InputSource input = new InputSource(new ByteArrayInputStream(data));
        input.setSystemId("file:/" + name.replaceAll("[^A-Za-z0-9./_-]", "_"));
        try {
            reader.parse(input);
        } catch (SAXParseException error) {
            // the handler has it
        } catch (SAXException error) {
            messages.add("fatal", 0, 0, "external-entity", error.getMessage());
        }
        return String.join("\n", messages.lines);
    }

    private final class Messages implements ErrorHandler {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void warning(SAXParseException said) {
            add("warning", said);
        }

        @Override
        public void error(SAXParseException said) {
            add("error", said);
        }

        @Override
        public void fatalError(SAXParseException said) {
            add("fatal", said.getLineNumber(), said.getColumnNumber(), "xml", said.getMessage());
        }

        private void add(String severity, SAXParseException said) {
            String key = key(said.getMessage());
            add(severity, said.getLineNumber(), said.getColumnNumber(), key, said.getMessage());
        }

        private void add(String severity, int line, int column, String key, String message) {
            String flat = message.replaceAll("[\\s\0]+", " ");
            lines.add(String.join("\t", severity, String.valueOf(line), String.valueOf(column), key, flat));
        }
    }

    private String key(String message) {
        for (Map.Entry<String, Pattern> known : keys.entrySet()) {
            if (known.getValue().matcher(message).matches()) {
                return known.getKey().substring(known.getKey().indexOf(' ') + 1);
            }
        }
        return "xml";
    }

    /** Jing's messages as patterns, those with most words of their own first. */
    private static Map<String, Pattern> keys() {
        Map<String, Pattern> found = new TreeMap<>(Collections.reverseOrder());
        ResourceBundle bundle = ResourceBundle.getBundle(
                "com.thaiopensource.relaxng.pattern.resources.Messages", Locale.ROOT, RelaxNg.class.getClassLoader());
        for (String key : bundle.keySet()) {
            String[] holes = new String[10];
            Arrays.fill(holes, "\0");
            String plain = MessageFormat.format(bundle.getString(key), (Object[]) holes);
            String pattern = "\\Q" + plain.replace("\0", "\\E.*\\Q") + "\\E";
            if (plain.replace("\0", "").length() < DISTINCT) {
                continue; // a fragment of other messages: "{0} and {1}"
            }
            found.put(String.format("%05d %s", plain.length(), key), Pattern.compile(pattern, Pattern.DOTALL));
        }
        return found;
    }
}
