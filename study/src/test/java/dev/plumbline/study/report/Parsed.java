package dev.plumbline.study.report;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// A report read back by the JDK's XML parser, which accepts nothing that is not well-formed.
record Parsed(Document document) {
    static Parsed of(String html) {
        try {
            return new Parsed(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(html))));
        } catch (Exception e) {
            throw new AssertionError("the report is not well-formed: " + e.getMessage(), e);
        }
    }

    static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static List<Element> under(Element element, String tag) {
        NodeList nodes = element.getElementsByTagName(tag);
        List<Element> list = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            list.add((Element) nodes.item(i));
        }
        return list;
    }

    /// The text with every run of space made one, narrow and no-break ones too.
    static String plain(Element element) {
        return element.getTextContent().replaceAll("[\\s\u202f\u00a0]+", " ").strip();
    }

    /// All classes of the element and what is under it.
    static Set<String> classes(Element element) {
        Set<String> classes = new TreeSet<>();
        under(element, "*")
                .forEach(e -> classes.addAll(List.of(e.getAttribute("class").split(" "))));
        return classes;
    }

    /// Whether a picture has a name of its own, is hidden from readers of text, or is part of one that is.
    static boolean isNamedOrHidden(Element svg) {
        for (Element e = svg;
                e.getTagName().equals("svg") || e.getTagName().equals("g");
                e = (Element) e.getParentNode()) {
            if (e.hasAttribute("aria-label") || e.hasAttribute("aria-hidden")) {
                return true;
            }
        }
        return false;
    }

    List<Element> elements() {
        return all("*");
    }

    List<Element> all(String tag) {
        return under(document.getDocumentElement(), tag);
    }

    List<Element> withClass(String name) {
        return elements().stream()
                .filter(e -> Arrays.asList(e.getAttribute("class").split(" ")).contains(name))
                .toList();
    }

    Element byId(String id) {
        return elements().stream()
                .filter(e -> e.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no element has the id " + id));
    }
}
