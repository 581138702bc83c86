package dev.plumbline.evaluate.compare;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// A comparison as JUnit's XML, which build servers read: every gate is a test; without gates, every measure that was
/// compared is one that passes, so that its figures are kept.
public final class JUnitReport {
    private JUnitReport() {}

    /// One test.
    private record Case(String group, String name, String failure, String detail) {}

    /// The XML document.
    public static String of(ComparisonReport report) {
        List<Case> cases = cases(report);
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "plumbline compare");
            xml.writeAttribute("tests", Integer.toString(cases.size()));
            xml.writeAttribute(
                    "failures",
                    Long.toString(cases.stream()
                            .filter(one -> !one.failure().isEmpty())
                            .count()));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("skipped", "0");
            for (Case one : cases) {
                write(xml, one);
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML into memory cannot fail", e);
        }
        return text.append('\n').toString();
    }

    private static void write(XMLStreamWriter xml, Case one) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", legal(one.group()));
        xml.writeAttribute("name", legal(one.name()));
        if (!one.failure().isEmpty()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", legal(one.failure()));
            xml.writeCharacters(legal(one.detail()));
            xml.writeEndElement();
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(legal(one.detail()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static List<Case> cases(ComparisonReport report) {
        List<Case> cases = new ArrayList<>();
        for (Gate.Result one : report.gates()) {
            String failure = one.passed() ? "" : "not held: " + one.gate().text();
            cases.add(new Case(one.candidate(), one.gate().text(), failure, one.detail()));
        }
        if (!report.gates().isEmpty()) {
            return cases;
        }
        for (RunComparison comparison : report.comparisons()) {
            for (MeasureComparison one : comparison.measures()) {
                String detail = String.format(
                        Locale.ROOT,
                        "candidate - baseline %+.4f [%+.4f, %+.4f], n %d, missing %d, adjusted p %.3g, %s",
                        one.difference().value(),
                        one.difference().low(),
                        one.difference().high(),
                        one.difference().n(),
                        one.difference().missingCount(),
                        one.adjustedP(),
                        one.verdict().name().toLowerCase(Locale.ROOT));
                cases.add(new Case(
                        comparison.candidate() + " against " + comparison.baseline(),
                        one.task() + ", " + one.measure() + " of " + one.candidateModel(),
                        "",
                        detail));
            }
        }
        return cases;
    }

    /// XML 1.0 has no control characters but tab and line ends, and no lone surrogates.
    private static String legal(String text) {
        StringBuilder legal = new StringBuilder();
        text.codePoints()
                .filter(c ->
                        c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE) || c > 0xFFFF)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }
}
