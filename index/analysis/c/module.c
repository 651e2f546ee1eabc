#include "native.h"

static PyMethodDef functions[] = {
    {"laid_out", (PyCFunction)(void (*)(void))laid_out, METH_FASTCALL, "See index/analysis/rows.py."},
    {"openings", (PyCFunction)(void (*)(void))openings, METH_FASTCALL, "See index/analysis/numbering.py."},
    {"smallest", (PyCFunction)(void (*)(void))smallest, METH_FASTCALL, "See index/signature.py."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "native", "Chunks and what they give.", -1, functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_native(void) {
    PyObject *made = PyModule_Create(&module);
    if (made == NULL) return NULL;
    PyObject *type = table_type();
    if (type == NULL || PyModule_AddObject(made, "Table", type) < 0) {
        Py_XDECREF(type);
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
