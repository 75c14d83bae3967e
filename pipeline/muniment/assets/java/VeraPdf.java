package muniment;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.verapdf.core.EncryptedPdfException;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * veraPDF: one parse of the file, one report in the vocabulary of its machine-readable report for each profile.
 *
 * Options: file names of validation profiles, as veraPDF carries them: PDFA-3A.xml. They are read here and not by
 * veraPDF, which would need JAXB for it; nor are its own report classes used, for the same reason.
 */
public final class VeraPdf implements Checker {
    private static final int SHOWN = 100; // failed checks of one rule, as in veraPDF's own reports
    private static final int KEPT = 10_000; // of which those are the first

    /** A glyph's place holds the number of a Java object, which differs from run to run. */
    private static final Pattern GLYPH = Pattern.compile("(usedGlyphs\\[\\d+]\\([^()]*? \\d+ \\d+ )-?\\d+( )");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Map<String, ValidationProfile> profiles = new ConcurrentHashMap<>();

    public VeraPdf() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    @Override
    public String[] check(Path file, byte[] data, String name, String[] options) throws Exception {
        List<ValidationProfile> wanted = new ArrayList<>();
        for (String option : options) {
            if (!profiles.containsKey(option)) {
                profiles.put(option, load(option));
            }
            wanted.add(profiles.get(option));
        }
        List<String> reports = new ArrayList<>();
        PDFAFlavour first = wanted.get(0).getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(data), first, first);
                PDFAValidator validator = ValidatorFactory.createValidatorByProfiles(wanted, KEPT, false, true, false)) {
            List<ValidationResult> results = validator.validateAll(parser);
            for (ValidationProfile profile : wanted) {
                reports.add(report(name, resultOf(profile, results)));
            }
        } catch (EncryptedPdfException | ModelParsingException error) {
            for (ValidationProfile profile : wanted) {
                reports.add(refusal(name, profile, error));
            }
        }
        return reports.toArray(new String[0]);
    }

    private static ValidationResult resultOf(ValidationProfile profile, List<ValidationResult> results) {
        for (ValidationResult result : results) {
            if (result.getPDFAFlavour() == profile.getPDFAFlavour()) {
                return result;
            }
        }
        throw new IllegalStateException("no result for " + profile.getDetails().getName());
    }

    // ------------------------------------------------------------------------------------------------ reports

    private static String report(String name, ValidationResult result) throws XMLStreamException {
        StringWriter text = new StringWriter();
        Xml xml = new Xml(text);
        xml.begin("report").begin("jobs").begin("job").begin("item").element("name", name).end();
        xml.begin("validationReport", "jobEndStatus", result.getJobEndStatus().getValue(),
                "profileName", result.getProfileDetails().getName(),
                "isCompliant", String.valueOf(result.isCompliant()));
        xml.begin("details", "passedRules", String.valueOf(
                result.getValidationProfile().getRules().size() - result.getFailedChecks().size()),
                "failedRules", String.valueOf(result.getFailedChecks().size()),
                "checks", String.valueOf(result.getTotalAssertions()));
        for (Map.Entry<RuleId, List<TestAssertion>> failed : failures(result).entrySet()) {
            rule(xml, result, failed.getKey(), failed.getValue());
        }
        xml.end().end().end().end().end();
        return text.toString();
    }

    private static Map<RuleId, List<TestAssertion>> failures(ValidationResult result) {
        Map<RuleId, List<TestAssertion>> failures = new TreeMap<>(Comparator.comparing(RuleId::getClause)
                .thenComparing(RuleId::getTestNumber));
        for (RuleId rule : result.getFailedChecks().keySet()) {
            failures.put(rule, new ArrayList<>());
        }
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                failures.computeIfAbsent(assertion.getRuleId(), key -> new ArrayList<>()).add(assertion);
            }
        }
        return failures;
    }

    private static void rule(Xml xml, ValidationResult result, RuleId id, List<TestAssertion> failed)
            throws XMLStreamException {
        Rule rule = result.getValidationProfile().getRuleByRuleId(id);
        xml.begin("rule", "specification", id.getSpecification().getId(), "clause", id.getClause(),
                "testNumber", String.valueOf(id.getTestNumber()), "status", "failed",
                "failedChecks", String.valueOf(result.getFailedChecks().getOrDefault(id, failed.size())));
        xml.element("description", rule.getDescription()).element("object", rule.getObject());
        xml.element("test", rule.getTest());
        List<String[]> places = new ArrayList<>();
        for (TestAssertion assertion : failed) {
            String context = GLYPH.matcher(assertion.getLocation().getContext()).replaceAll("$1-$2");
            places.add(new String[] {context, assertion.getErrorMessage(), sortable(context)});
        }
        places.sort(Comparator.comparing((String[] place) -> place[2]).thenComparing(place -> String.valueOf(place[1])));
        for (String[] place : places.subList(0, Math.min(SHOWN, places.size()))) {
            xml.begin("check", "status", "failed").element("context", place[0]);
            xml.element("errorMessage", place[1]).end();
        }
        xml.end();
    }

    /** The order of the file: veraPDF finds some things in an order of its own, which differs from run to run. */
    private static String sortable(String context) {
        return NUMBER.matcher(context).replaceAll(number -> String.format("%12s", number.group()));
    }

    private static String refusal(String name, ValidationProfile profile, Exception error) throws XMLStreamException {
        StringWriter text = new StringWriter();
        Xml xml = new Xml(text);
        String kind = error instanceof EncryptedPdfException ? "ENCRYPTED" : "PARSE";
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        xml.begin("report").begin("jobs").begin("job").begin("item").element("name", name).end();
        xml.begin("taskException", "type", kind, "profileName", profile.getDetails().getName());
        xml.element("exceptionMessage", error.getMessage() + " (" + root.getMessage() + ")");
        xml.end().end().end().end();
        return text.toString();
    }

    /** Indented XML. */
    private static final class Xml {
        private final XMLStreamWriter writer;
        private int depth;

        Xml(StringWriter text) throws XMLStreamException {
            writer = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            writer.writeStartDocument("UTF-8", "1.0");
        }

        Xml begin(String element, String... attributes) throws XMLStreamException {
            writer.writeCharacters("\n" + "  ".repeat(depth++));
            writer.writeStartElement(element);
            for (int at = 0; at < attributes.length; at += 2) {
                writer.writeAttribute(attributes[at], legal(attributes[at + 1]));
            }
            return this;
        }

        Xml element(String element, String content) throws XMLStreamException {
            writer.writeCharacters("\n" + "  ".repeat(depth));
            writer.writeStartElement(element);
            writer.writeCharacters(legal(content));
            writer.writeEndElement();
            return this;
        }

        Xml end() throws XMLStreamException {
            writer.writeCharacters("\n" + "  ".repeat(--depth));
            writer.writeEndElement();
            if (depth == 0) {
                writer.writeCharacters("\n");
                writer.writeEndDocument();
                writer.flush();
            }
            return this;
        }

        /** Names in a PDF may hold any byte; XML may not. */
        private static String legal(String content) {
            return content == null ? "" : content.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
        }
    }

    // ------------------------------------------------------------------------------------------------ profiles

    private static ValidationProfile load(String name) throws Exception {
        Element root;
        try (InputStream in = VeraGreenfieldFoundryProvider.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name)) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : children(child(root, "rules"), "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : children(child(root, "variables"), "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        Element details = child(root, "details");
        return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
                Profiles.profileDetailsFromValues(text(details, "name"), text(details, "description"),
                        details.getAttribute("creator"), new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = child(rule, "id");
        Element error = child(rule, "error");
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : children(child(error, "arguments"), "argument")) {
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), attribute(argument, "name"), null));
        }
        List<Reference> references = new ArrayList<>();
        for (Element reference : children(child(rule, "references"), "reference")) {
            references.add(Profiles.referenceFromValues(
                    reference.getAttribute("specification"), reference.getAttribute("clause")));
        }
        String deferred = attribute(rule, "deferred");
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"), deferred == null ? null : Boolean.valueOf(deferred),
                attribute(rule, "tags"), text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(error, "message"), arguments), references);
    }

    private static String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    private static String text(Element parent, String name) {
        Element found = child(parent, name);
        return found == null ? null : found.getTextContent();
    }

    private static Element child(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (name.equals(node.getNodeName())) {
                found.add((Element) node);
            }
        }
        return found;
    }
}
